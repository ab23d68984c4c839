"""What is compared of two registered things, and how it is said to a person. No weights here: they are a model's."""

from __future__ import annotations

from .dsl import BOTH_HAVE, LONGER, SHORTER, Comparison, Level, count, either, likeness, shared

SAYS = " and ".join(f"{count(f'name_marks_{side}')} + {count(f'text_marks_{side}')} > 0" for side in ("l", "r"))

COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "product",
        ("name_marks", "text_marks", "implied"),
        (
            Level(
                "in_both_names",
                f"{shared('name_marks')} > 0",
                "Tutti e due i nomi dicono «{both}».",
                "Both names say “{both}”.",
            ),
            Level(
                "in_name_and_text",
                either("name_marks", "text_marks"),
                "Uno si chiama «{both}» e l’altro lo nomina.",
                "One is called “{both}” and the other mentions it.",
            ),
            Level(
                "in_both_texts",
                f"{shared('text_marks')} > 0",
                "Tutti e due nominano «{both}».",
                "Both mention “{both}”.",
            ),
            Level(
                "different_names",
                SAYS,
                "Nominano prodotti diversi: «{left}» e «{right}».",
                "They name different products: “{left}” and “{right}”.",
            ),
            Level(
                "usual_of_maker",
                f"({either('name_marks', 'implied')} or {either('text_marks', 'implied')})",
                "Uno non dice il prodotto, ma per questa funzione il suo fornitore di solito fornisce «{both}».",
                "One does not say the product, but for this function its vendor usually supplies “{both}”.",
            ),
            Level(
                "same_unnamed",
                f"{shared('implied')} > 0",
                "Nessuno dei due dice il prodotto: stesso fornitore per la stessa funzione.",
                "Neither says the product: same vendor for the same function.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "acronym",
        ("expansion",),
        (
            Level(
                "spelt_differently",
                "acronym_l = acronym_r and expansion_l <> expansion_r",
                "La stessa sigla sta per cose diverse: «{left}» e «{right}».",
                "The same acronym stands for different things: “{left}” and “{right}”.",
            ),
            Level(
                "spelt_alike",
                "acronym_l = acronym_r and expansion_l = expansion_r",
                "La sigla sta per le stesse parole: «{both}».",
                "The acronym stands for the same words: “{both}”.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "vendor",
        ("makers",),
        (
            Level(
                "same_with_one_product",
                f"{shared('sole')} > 0",
                "Stesso fornitore, «{both}», di cui si conosce un solo prodotto.",
                "Same vendor, “{both}”, known for one product only.",
            ),
            Level(
                "same",
                f"{shared('makers')} > 0",
                "Stesso fornitore: «{both}».",
                "Same vendor: “{both}”.",
            ),
            Level(
                "different",
                f"{count('makers_l')} > 0 and {count('makers_r')} > 0",
                "Fornitori diversi: «{left}» e «{right}».",
                "Different vendors: “{left}” and “{right}”.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "name",
        ("words",),
        (
            Level(
                "same_title",
                f"{count('words_l')} >= 4 and title_l = title_r",
                "Lo stesso nome, parola per parola: «{both}».",
                "The same name, word for word: “{both}”.",
            ),
            Level(
                "same_words",
                f"{count('words_l')} > 0 and {shared('words')} = {LONGER.format('words')}",
                "I nomi hanno le stesse parole: «{both}».",
                "The names have the same words: “{both}”.",
            ),
            Level(
                "nearly_all",
                likeness("weighed", 80),
                "I nomi hanno in comune quasi tutto ciò che conta: «{both}».",
                "The names share nearly all that counts: “{both}”.",
            ),
            Level(
                "most",
                likeness("weighed", 60),
                "I nomi hanno in comune più di metà di ciò che conta: «{both}».",
                "The names share more than half of what counts: “{both}”.",
            ),
            Level(
                "some",
                likeness("weighed", 40),
                "I nomi hanno in comune «{both}».",
                "The names have “{both}” in common.",
            ),
            Level(
                "little",
                f"{shared('words')} > 0",
                "I nomi hanno in comune poco: «{both}».",
                "The names have little in common: “{both}”.",
            ),
            Level("nothing", "", "I nomi non hanno parole in comune.", "The names have no word in common."),
        ),
    ),
    Comparison(
        "function",
        ("function",),
        (
            Level("same", "function_l = function_r", "Stessa funzione: «{both}».", "Same function: “{both}”."),
            Level(
                "different",
                BOTH_HAVE.format("function"),
                "Funzioni diverse: «{left}» e «{right}».",
                "Different functions: “{left}” and “{right}”.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "protocol",
        ("protocol",),
        (
            Level(
                "different",
                "protocol_l <> protocol_r",
                "Protocolli diversi: {left} e {right}.",
                "Different protocols: {left} and {right}.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "site",
        ("site",),
        (
            Level("same", "site_l = site_r", "Stesso sito: {both}.", "Same site: {both}."),
            Level("unknown", "", "", ""),
        ),
    ),
    Comparison(
        "description",
        ("text",),
        (
            Level(
                "same_words",
                f"{count('text_l')} >= 3 and 5 * {shared('text')} >= 4 * {LONGER.format('text')}",
                "Le descrizioni sono quasi uguali.",
                "The descriptions are nearly the same.",
            ),
            Level(
                "many_words",
                f"{shared('text')} >= 3 and 3 * {shared('text')} >= {SHORTER.format('text')}",
                "Le descrizioni hanno molte parole in comune.",
                "The descriptions have many words in common.",
            ),
            Level("other_words", "", "", ""),
        ),
    ),
    Comparison(
        "record",
        ("catalogue_id", "source"),
        (
            Level(
                "same_entry",
                "catalogue_id_l = catalogue_id_r",
                "Stessa scheda di catalogo: {both}.",
                "Same catalogue entry: {both}.",
            ),
            Level(
                "same_repository",
                "source_l = source_r",
                "Stesso deposito del codice: {both}.",
                "Same code repository: {both}.",
            ),
            Level(
                "different_entries",
                "source_l <> source_r and title_l <> title_r",
                "Due schede con nomi e depositi di codice diversi: {left} e {right}.",
                "Two entries with different names and code repositories: {left} and {right}.",
            ),
            Level(
                "different_repositories",
                "source_l <> source_r",
                "Depositi di codice diversi: {left} e {right}.",
                "Different code repositories: {left} and {right}.",
            ),
            Level("unknown", "", "", ""),
        ),
    ),
)
