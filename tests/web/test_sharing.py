"""Who sees a case that is shared, by name or by a link, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bundlinje.web.accounts.models import Membership, Role, User
from bundlinje.web.audit.models import Event
from bundlinje.web.cases import store
from bundlinje.web.sharing.models import Comment, May, Share, ShareLink
from tests.web.conftest import People, client_of, example


def share(ours: People, to: str, level: May = May.READ) -> Any:
    address = reverse("share", args=[ours.case.id])
    return client_of(ours.editor).post(address, {"hvem": to, "niveau": str(level.value)})


def at(name: str, people: People, *more: Any) -> str:
    return reverse(name, args=[people.case.id, *more])


def test_a_case_shared_with_a_person_is_seen_by_that_person_alone(
    ours: People, theirs: People
) -> None:
    other = store.create(ours.organisation, ours.editor, example("psykose-opus"))
    assert share(ours, "  READER@deres.example ").status_code == 302
    client = client_of(theirs.reader)
    assert client.get(at("step", ours, "maal")).status_code == 200
    assert client.get(at("step", ours, "resultat")).status_code == 200
    assert client.get(at("download", ours, "yaml")).status_code == 200
    assert client.get(reverse("step", args=[other.id, "maal"])).status_code == 404
    assert client_of(theirs.editor).get(at("step", ours, "maal")).status_code == 404
    listed = client.get(reverse("cases")).content.decode()
    assert "Delt med" in listed and at("case", ours) in listed
    assert at("case", ours) not in client_of(theirs.editor).get(reverse("cases")).content.decode()


def test_what_a_list_says_of_a_shared_case_keeps_its_owner_when_renewed(
    ours: People, theirs: People
) -> None:
    share(ours, theirs.editor.email)
    facts = client_of(theirs.editor).get(at("case-facts", ours)).content.decode()
    assert f"{ours.organisation.name} · " in facts
    assert (
        ours.organisation.name
        not in client_of(ours.editor).get(at("case-facts", ours)).content.decode()
    )


def test_a_reader_by_share_changes_and_comments_nothing(ours: People, theirs: People) -> None:
    share(ours, theirs.editor.email)
    client, before = client_of(theirs.editor), ours.case.revisions.count()
    tries = [
        ("change", {"path": "title", "value": "Stjålet"}), ("add-item", {"step": "omkostninger"}),
        ("undo", {}), ("delete-case", {}), ("comment", {"path": "", "tekst": "Hej"}),
        ("save-review", {"gem": "kladde"}), ("go-back", {"til": "1"}), ("new-link", {}),
        ("share", {"hvem": theirs.reader.email}), ("publish", {"sikker": "1"}),
    ]  # fmt: skip
    for name, data in tries:
        assert client.post(at(name, ours), data).status_code == 403, name
    for name in ("sharing", "comments", "review", "versions", "releasing"):
        assert client.get(at(name, ours)).status_code == 403, name
    assert ours.case.revisions.count() == before
    assert Comment.objects.count() == 0 and Share.objects.count() == 1
    assert "hx-post" not in client.get(at("step", ours, "maal")).content.decode()


def test_each_level_may_more(ours: People, theirs: People) -> None:
    client = client_of(theirs.editor)
    share(ours, theirs.editor.email, May.COMMENT)
    assert client.post(at("comment", ours), {"path": "", "tekst": "Hej"}).status_code == 302
    changed = {"path": "title", "value": "Nyt", "revision": "1"}
    assert client.post(at("change", ours), changed).status_code == 403
    share(ours, theirs.editor.email, May.EDIT)
    assert client.post(at("change", ours), changed).status_code == 200
    assert client.post(at("delete-case", ours)).status_code == 403
    assert client.get(at("sharing", ours)).status_code == 403
    # A copy that a receiver makes is the receiver's.
    client.post(at("scenario", ours), {"aendring": "senere", "aar": "1"})
    assert theirs.organisation.cases.count() == 2
    assert ours.organisation.cases.count() == 1


def test_an_organisation_gets_no_more_than_its_members_roles(ours: People, theirs: People) -> None:
    assert share(ours, "deres", May.EDIT).status_code == 302
    changed = {"path": "title", "value": "Nyt", "revision": "1"}
    assert client_of(theirs.reader).post(at("change", ours), changed).status_code == 403
    assert client_of(theirs.reader).get(at("comments", ours)).status_code == 200
    assert client_of(theirs.editor).post(at("change", ours), changed).status_code == 200
    Membership.objects.filter(user=theirs.editor).delete()
    assert client_of(theirs.editor).get(at("step", ours, "maal")).status_code == 404


def test_a_withdrawn_share_is_found_no_longer(ours: People, theirs: People) -> None:
    share(ours, theirs.reader.email)
    client = client_of(theirs.reader)
    assert client.get(at("step", ours, "maal")).status_code == 200
    made = Share.objects.get()
    assert client_of(ours.editor).post(at("unshare", ours, made.pk)).status_code == 302
    assert client.get(at("step", ours, "maal")).status_code == 404
    assert client.get(at("chart", ours, "vandfald")).status_code == 404
    actions = Event.objects.filter(organisation=ours.organisation, what="case")
    told = list(actions.filter(action__in=["share", "unshare"]).values_list("action", "detail"))
    assert [action for action, _ in told] == ["share", "unshare"]
    assert all(detail["to"] == str(theirs.reader.pk) for _, detail in told)
    assert "@" not in str(told)


def test_a_share_is_withdrawn_by_its_own_case_only(ours: People, theirs: People) -> None:
    share(ours, theirs.reader.email)
    made = Share.objects.get()
    assert client_of(theirs.editor).post(at("unshare", theirs, made.pk)).status_code == 404
    assert Share.objects.count() == 1


def test_unknown_addresses_are_answered_alike_and_not_for_long(ours: People) -> None:
    client, address = client_of(ours.editor), at("share", ours)
    for typed in ("ingen@findes.example", "Ingen organisation", ours.reader.email, "Vores", ""):
        response = client.post(address, {"hvem": typed, "niveau": "1"})
        assert response.status_code == 422
        assert "kan ikke deles med det navn" in response.content.decode()
    for _ in range(10):
        response = client.post(address, {"hvem": "ingen@findes.example"})
    assert response.status_code == 429
    assert Share.objects.count() == 0


def test_a_second_factor_that_the_owner_demands_holds_for_receivers(
    ours: People, theirs: People
) -> None:
    share(ours, theirs.reader.email)
    ours.organisation.second_factor = True
    ours.organisation.save()
    assert client_of(theirs.reader).get(at("step", ours, "maal")).status_code == 403


def test_someone_of_no_organisation_sees_what_is_shared(ours: People) -> None:
    alone = User.objects.create_user("alene@andre.example", "x" * 14)
    client = client_of(alone)
    assert "Delt med" not in client.get(reverse("cases")).content.decode()
    share(ours, alone.email)
    assert at("case", ours) in client.get(reverse("cases")).content.decode()
    assert client.get(at("step", ours, "resultat")).status_code == 200


def link_of(ours: People) -> str:
    page = client_of(ours.editor).post(at("new-link", ours), {"dage": "30"}).content.decode()
    return str(page.split('class="link-to-send">')[1].split("<")[0].split("testserver")[1])


def test_a_link_shows_the_result_and_nothing_else(ours: People) -> None:
    address, nobody = link_of(ours), Client()
    response = nobody.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert ours.case.title in page and "Nettoresultat" in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex' in page
    assert str(ours.case.id) not in page
    assert ours.editor.email not in page
    assert nobody.get(f"{address}diagram/vandfald/").status_code == 200
    assert nobody.get(f"{address}diagram/findes-ikke/").status_code == 404
    assert nobody.post(address).status_code == 405
    for name in ("case", "comments", "versions"):
        assert nobody.get(at(name, ours)).status_code == 302
    assert nobody.get(at("download", ours, "yaml")).status_code == 302
    token = address.strip("/").split("/")[-1]
    assert token not in str(list(ShareLink.objects.values())) + str(list(Event.objects.values()))


def test_a_link_that_is_withdrawn_expired_or_of_a_removed_case_shows_nothing(ours: People) -> None:
    first, second, third = link_of(ours), link_of(ours), link_of(ours)
    links = list(ShareLink.objects.order_by("pk"))
    client_of(ours.editor).post(at("withdraw-link", ours, links[0].pk))
    links[1].expires = timezone.now() - timedelta(seconds=1)
    links[1].save()
    for address in (first, second, "/delt/ukendt/"):
        assert Client().get(address).status_code == 404
        assert Client().get(f"{address}diagram/vandfald/").status_code == 404
    assert Client().get(third).status_code == 200
    client_of(ours.editor).post(at("delete-case", ours))
    assert Client().get(third).status_code == 404


def test_a_link_is_not_read_endlessly(ours: People, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"open-case": "3/10m/ip"}
    address, nobody = link_of(ours), Client()
    answers = [nobody.get(address).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_copy_says_where_it_came_from(ours: People, theirs: People) -> None:
    share(ours, theirs.editor.email)
    response = client_of(theirs.editor).post(at("copy-case", ours))
    assert response.status_code == 302
    made = theirs.organisation.cases.exclude(id=theirs.case.id).get()
    assert made.origin.organisation == "Vores" and made.origin.source_id == ours.case.id
    page = client_of(theirs.editor).get(reverse("step", args=[made.id, "maal"])).content.decode()
    assert "Kopieret fra" in page and ours.case.title in page
    # It stays when the share goes.
    Share.objects.all().delete()
    assert client_of(theirs.editor).get(reverse("case", args=[made.id])).status_code == 302
    assert client_of(theirs.reader).post(at("copy-case", ours)).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_the_owners_readers_comment_and_editors_decide(ours: People, role: Role) -> None:
    client = client_of(ours.reader if role == Role.READER else ours.editor)
    assert client.get(at("comments", ours)).status_code == 200
    assert client.get(at("sharing", ours)).status_code == (403 if role == Role.READER else 200)
