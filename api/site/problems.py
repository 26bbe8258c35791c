"""`/problems/<type>`: what each kind of problem means and how to mend the request."""

from flask import Blueprint
from werkzeug.exceptions import NotFound

from api.site.pages import Shown, carry_on, timeless
from schemas.problem import PROBLEMS

blp = Blueprint("problems", __name__, url_prefix="/problems")
blp.url_defaults(carry_on)


@blp.get("")
@timeless
def catalogue() -> Shown:
    return "problems.html", {"problems": PROBLEMS, "title": ("Problemarten", "Problem types")}


@blp.get("/<type_>")
@timeless
def explained(type_: str) -> Shown:
    if type_ not in PROBLEMS:
        raise NotFound
    return "problems.html", {"problems": {type_: PROBLEMS[type_]}, "title": PROBLEMS[type_].titles}
