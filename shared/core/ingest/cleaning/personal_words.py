"""Headers of personal data in other languages than English, as words_of_header has them."""

from __future__ import annotations

import re

IN_OTHER_LANGUAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "name",
        re.compile(
            r"\b(?:vor|nach|familien|kunden)namen?\b"  # codespell:ignore vor
            r"|\b(?:mitarbeiter|patienten|ehe)namen?\b|\bansprechpartner(?:in)?\b"
            r"|\bpr[e\u00e9]noms?\b|\bnom (?:de famille|du client|de l.?employ[e\u00e9])\b"
            r"|\bnom complet\b"  # codespell:ignore complet
            r"|\bapellidos?\b|\bnombres? (?:completo|y apellidos?|del? (?:empleado|paciente))\b"
            r"|\bnombres? del? cliente\b|\bnome do cliente\b"  # codespell:ignore cliente
            r"|\b(?:primeiro nome|sobrenome|nome completo|cognome|voornaam|achternaam)\b"
            r"|(?:\u0917\u094d\u0930\u093e\u0939\u0915|\u0915\u0930\u094d\u092e\u091a\u093e\u0930\u0940"
            r"|\u092a\u093f\u0924\u093e|\u092a\u0924\u093f) ?(?:\u0915\u093e )?\u0928\u093e\u092e"
        ),
    ),
    (
        "email",
        re.compile(
            r"\bcourriel\b|\bcorreo(?: electr[o\u00f3]nico)?$|\be ?mail ?adresse\b"  # codespell:ignore adresse
            r"|\u0908 ?\u092e\u0947\u0932"
        ),
    ),
    (
        "phone",
        re.compile(
            r"\btelefon(?:nummer|o)?\b|\btel[e\u00e9]fonos?\b|\bt[e\u00e9]l[e\u00e9]phone\b|\bhandy(?:nummer)?$"
            r"|\bmobilnummer\b|\bportable$|\bm[o\u00f3]vil\b|\bcelular\b|\bcellulare\b|\btelefoonnummer\b"
            r"|\u092e\u094b\u092c\u093e\u0907\u0932|\u092b\u093c?\u094b\u0928"
        ),
    ),
    ("Aadhaar", re.compile(r"\u0906\u0927\u093e\u0930")),
    (
        "social security number",
        re.compile(
            r"\bs[e\u00e9]curit[e\u00e9] sociale\b|\bsozialversicherungsnummer\b|\bseguridad social\b"
            r"|\b(?:dni|nif|nie|curp)$"
            r"|\bcpf$|\bcodice fiscale\b|\bpersonalausweis(?:nummer)?\b|\bbsn$"
        ),
    ),
    (
        "birth date",
        re.compile(
            r"\bgeburts(?:datum|tag)\b|\bdate de naissance\b|\bfecha de nacimiento\b|\bdata de nascimento\b"
            r"|\bdata di nascita\b|\bgeboortedatum\b"
            r"|\u091c\u0928\u094d\u092e ?(?:\u0924\u093f\u0925\u093f|\u0926\u093f\u0928)"
        ),
    ),
    (
        "address",
        re.compile(
            r"\b(?:wohn|post|liefer|rechnungs)?(?:anschrift)\b|\bstra(?:\u00df|ss)e(?: hausnummer| nr)?$|\bhausnummer\b"
            r"|(?<!ip )(?<!mac )(?<!web )\badresse(?: postale)?$"
            r"|\bdirecci[o\u00f3]n$|\bendere[c\u00e7]o$|\bindirizzo$|\bdomicilio$"
            r"|\u092a\u0924\u093e$"
        ),
    ),
)
"""German, French, Spanish, Portuguese, Italian, Dutch and Hindi; words that are a thing's name as well ("Nom") are left
out."""
