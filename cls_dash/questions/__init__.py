"""Questions that the atlas answers, one package each.

``asked.py`` declares what the address may say, ``figures.py`` holds the numbers, ``words.py`` the
sentences, ``page.py`` the page. See :mod:`cls_dash.questions.question`.
"""
