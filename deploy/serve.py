"""`python -m deploy.serve`: bring the database up to date and serve it, in one process, so that all is imported only once."""

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # as in gunicorn.conf.py, but for what is imported before that is read
    from gunicorn.app.wsgiapp import run

    from seed.current import newest_loaded

    if (newest := newest_loaded()) is None:
        gc.enable()
        from seed.__main__ import main

        if failed := main(["load"]):
            sys.exit(failed)
    else:
        print(f"up to date at release {newest}", flush=True)
    sys.argv[1:] = ["--config", "deploy/gunicorn.conf.py"]
    run()
