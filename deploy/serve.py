"""`python -m deploy.serve`: bring the database up to date and serve it, in one process, so that all is imported only once."""

import sys

from gunicorn.app.wsgiapp import run

from seed.__main__ import main

if __name__ == "__main__":
    if failed := main(["load"]):
        sys.exit(failed)
    sys.argv[1:] = ["--config", "deploy/gunicorn.conf.py"]
    run()
