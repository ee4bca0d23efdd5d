"""Interest contexts: the same word problem told of sport, music, cooking, ..., bare or as a small scene.

A context is data (see :mod:`whynext.library.contexts.context`): a module put into this folder is found by
looking. A frame says how one structure of problems is told, :func:`~whynext.library.contexts.telling.story`
fills it, and :mod:`~whynext.library.contexts.meaning` reads a told problem again without knowing how it was
made, so that two tellings can be compared by what a reader takes from them.
"""
