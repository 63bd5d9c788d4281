"""The application's own settings, with a data folder that lasts as long as the tests."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="bundlinje-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["BUNDLINJE_DATA"] = _folder

from bundlinje.web.settings import *  # noqa: E402, F403

# Hashing passwords well takes time that tests do not have; one test checks the real hashers.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A file, as in use: in memory every thread would share one connection, and one transaction.
DATABASES["default"]["TEST"] = {"NAME": os.path.join(_folder, "test.sqlite3")}  # noqa: F405, PTH118
