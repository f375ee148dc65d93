"""Words of libraries that people here meet: collected with our own, so that our catalogues hold them.

Django's Kazakh is half there, and the others have none. Nothing imports these modules: `make messages`
reads them. A test asks that each line still stands in its library.
"""
