"""Interest contexts: the same word problem told of sport, music, cooking, ..., bare or as a small scene.

A context is data (see :mod:`whynext.library.contexts.context`): a module put into this folder is found by
looking. A frame says how one structure of problems is told, :func:`story` fills it, :mod:`meaning` reads a
told problem again without knowing how it was made, and tells whether two ask the same.
"""
