"""`/problems/<type>`: what each kind of problem means and how to mend the request."""

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from api.site.page import page
from schemas.problem import PROBLEMS

blp = Blueprint("problems", __name__, url_prefix="/problems")


@blp.get("")
def catalogue() -> Response:
    return page("problems.html", "en", problems=PROBLEMS, title="Problem types")


@blp.get("/<type_>")
def explained(type_: str) -> Response:
    if type_ not in PROBLEMS:
        raise NotFound
    return page("problems.html", "en", problems={type_: PROBLEMS[type_]}, title=PROBLEMS[type_].title)
