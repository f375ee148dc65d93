"""The gallery: in a demonstration, for people signed in."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_gallery_shows_in_each_language(client: Client, analyst: User, language: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = language
    answer = client.get(reverse("styleguide"))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize(
    ("asked", "opening"), [("dark", '<html lang="ru" data-theme="dark">'), ("pink", '<html lang="ru">')]
)
def test_the_theme_can_be_chosen(client: Client, analyst: User, asked: str, opening: str) -> None:
    client.force_login(analyst)
    client.cookies["django_language"] = "ru"
    assert opening in client.get(reverse("styleguide"), {"theme": asked}).text


def test_there_is_no_gallery_outside_a_demonstration(client: Client, analyst: User, settings: Settings) -> None:
    settings.DEMO = False
    client.force_login(analyst)
    assert client.get(reverse("styleguide")).status_code == 404


@pytest.mark.django_db
def test_strangers_are_led_to_the_sign_in_page(client: Client) -> None:
    answer = client.get(reverse("styleguide"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/styleguide/")
