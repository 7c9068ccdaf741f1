"""The pages, one module each; `show` draws one.

Not called `pages`: files of a folder of that name Streamlit would run itself.
"""
