"""Rules as data: a small three-valued language over documented facts; knows nothing of Django.

``facts`` says what may be asked of a subject, ``language`` reads and checks expressions, ``rules``
reads the rules of a pack, ``engine`` and ``spark`` answer for everybody, ``explain`` for one.
"""
