"""Texts in the language of the page, and numbers as they are written in it."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from bundlinje.basics import formats
from bundlinje.basics.texts import Text
from bundlinje.basics.version import __version__
from bundlinje.web.accounts.models import OwnSignIn
from bundlinje.web.language import current

register = template.Library()
SELECTED = mark_safe(" selected")


@register.simple_tag
def say(da: str, en: str) -> str:
    """Return the text in the language of the page."""
    return Text(da, en).to(current())


@register.simple_tag
def own_sign_ins() -> list[OwnSignIn]:
    """Return the organisations' own sign-ins, by the organisations' names."""
    return list(OwnSignIn.objects.select_related("organisation").order_by("organisation__name"))


@register.filter
def words(text: Text | str) -> str:
    """Return a text of two languages in that of the page; a plain text as it is."""
    return text.to(current()) if isinstance(text, Text) else text


@register.filter
def kroner(amount: float | None) -> str:
    """Return an amount in whole kroner, or a dash."""
    return "–" if amount is None else formats.money(amount, language=current())


@register.filter
def about_kroner(amount: float) -> str:
    """Return an amount with its three first digits, and that it is rounded: `ca. 1.230.000 kr.`."""
    rounded = formats.money(float(f"{amount:.3g}"), language=current())
    return f"{say('ca.', 'about')}{formats.NO_BREAK}{rounded}"


@register.filter
def chance(share: float) -> str:
    """Return a probability that never claims certainty."""
    return formats.chance(share, current())


@register.filter
def moment(when: datetime.datetime) -> str:
    """Return a date and a time of day."""
    date = formats.date(timezone.localtime(when).date(), current())
    return f"{date}, {say('kl.', 'at')}{formats.NO_BREAK}{clock(when)}"


@register.filter
def clock(when: datetime.datetime) -> str:
    """Return a time of day."""
    return f"{timezone.localtime(when):%H:%M}".replace(":", "." if current() == "da" else ":")


@register.filter
def day(when: datetime.date | datetime.datetime) -> str:
    """Return a date."""
    date = timezone.localtime(when).date() if isinstance(when, datetime.datetime) else when
    return formats.date(date, current())


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, another for each version of Bundlinje."""
    return f"{static(path)}?v={__version__}"


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """Return an icon of the design system; what it means must stand beside it as text."""
    sprite = static("dkfds/img/all-svg-icons.svg")
    return format_html(
        '<svg class="icon-svg{}" focusable="false" aria-hidden="true">'
        '<use href="{}#{}"></use></svg>',
        f" {more}" if more else "",
        sprite,
        name,
    )


#: What the fields of the sign-in library are called here; it says some of them otherwise.
_FIELDS = {
    "login": Text("E-mailadresse", "E-mail address"),
    "email": Text("E-mailadresse", "E-mail address"),
    "password": Text("Adgangskode", "Password"),
    "oldpassword": Text("Nuværende adgangskode", "Current password"),
    "password1": Text("Ny adgangskode", "New password"),
    "password2": Text("Ny adgangskode igen", "New password again"),
    "code": Text("Kode", "Code"),
}


@register.simple_tag
def field_name(field: Any) -> str:
    """Return what a field of the sign-in library is called."""
    return words(_FIELDS.get(field.name, field.label))


@register.simple_tag
def account_options(accounts: list[tuple[str, str]], chosen: str) -> SafeString:
    """Return the options of the accounts that can pay; one that is chosen is always among them."""
    known = {name for name, _ in accounts}
    listed = accounts if not chosen or chosen in known else [*accounts, (chosen, chosen)]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((name, SELECTED if name == chosen else "", label) for name, label in listed),
    )


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Return the value of a key that is known only when the page is made."""
    return mapping.get(key) if mapping else None


@register.filter
def beside(first: Any, second: Any) -> Any:
    """Return two lists of the same length as pairs."""
    return list(zip(first, second, strict=True))


@register.filter
def plain_number(value: float) -> str:
    """Return a number as attributes of a page have it, with a decimal point."""
    return f"{value:.12g}"


@register.filter
def exact(amount: Any) -> str:
    """Return an amount with its øre, without the currency."""
    return formats.number(float(amount), current(), 2)


@register.filter
def kroner_only(amount: Any) -> str:
    """Return an amount as it is typed in a field, in whole kroner."""
    return formats.number(float(amount), current())


@register.simple_tag
def whole(value: float, step: int = 1) -> str:
    """Return a number rounded to whole steps, as it is written in the page's language."""
    return formats.number(round(value / step) * step, language=current())


@register.simple_tag
def amount(value: float, money: bool) -> str:
    """Return an amount in kroner, or another number as it is written in the page's language."""
    return kroner(value) if money else formats.number(value, language=current())
