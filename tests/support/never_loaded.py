"""A module that is never done with being loaded: for processes that are to load it."""

import threading

threading.Event().wait()
