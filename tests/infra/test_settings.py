"""Settings: what the environment may say, and that nothing it says is silently ignored."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from infra.settings import InvalidSetting, Settings


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.from_environment({"PATH": "/bin", "PACTLOG_HOST": ""})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///var/pactlog.db"
    assert (settings.host, settings.port, settings.public_read) == ("127.0.0.1", 8000, False)


def test_everything_can_be_set() -> None:
    assert Settings.from_environment(
        {
            "PACTLOG_DATABASE_URL": "postgresql://pactlog@db/pactlog",
            "PACTLOG_HOST": "0.0.0.0",
            "PACTLOG_PORT": "8443",
            "PACTLOG_ADMIN_KEY": "k" * 32,
            "PACTLOG_PUBLIC_READ": "true",
            "PACTLOG_LOG_ORIGIN": "log.example.org/deals",
            "PACTLOG_SIGNING_KEY_FILE": "/run/secrets/key",
            "PACTLOG_BODY_TIMEOUT": "7.5",
            "PACTLOG_ANSWER_TIMEOUT": "5",
            "PACTLOG_LOG_FORMAT": "json",
        }
    ) == Settings(
        database_url="postgresql://pactlog@db/pactlog",
        host="0.0.0.0",
        port=8443,
        admin_key="k" * 32,
        public_read=True,
        log_origin="log.example.org/deals",
        signing_key_file=Path("/run/secrets/key"),
        body_timeout=7.5,
        answer_timeout=5,
        log_format="json",
    )


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("PACTLOG_PORT", "eighty", "a port between 0 and 65535, not 'eighty'"),
        ("PACTLOG_PORT", "65536", "a port between 0 and 65535, not '65536'"),
        ("PACTLOG_PORT", "-1", "a port between 0 and 65535, not '-1'"),
        ("PACTLOG_PUBLIC_READ", "maybe", "true or false, not 'maybe'"),
        ("PACTLOG_ADMIN_KEY", "short", "at least 32 characters, not 5"),
        ("PACTLOG_BODY_TIMEOUT", "0", "seconds, as 60 or 0.5, not '0'"),
        ("PACTLOG_BODY_TIMEOUT", "soon", "seconds, as 60 or 0.5, not 'soon'"),
        ("PACTLOG_LOG_FORMAT", "xml", "console or json, not 'xml'"),
        ("PACTLOG_DATABSE_URL", "sqlite:///x.db", "there is no such setting; did you mean PACTLOG_DATABASE_URL?"),
        ("PACTLOG_COLOUR", "blue", "there is no such setting"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_advice(name: str, text: str, advice: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        Settings.from_environment({name: text})
    assert str(caught.value) == f"{name}: {advice}"
    assert caught.value.name == name


def test_variables_of_the_tests_are_left_to_them() -> None:
    assert Settings.from_environment({"PACTLOG_TEST_POSTGRES_URL": "postgresql://db"}) == Settings()


def test_settings_are_frozen_and_keep_secrets_out_of_print() -> None:
    settings = Settings(admin_key="s" * 32, database_url="postgresql://pactlog:secret@db/pactlog")
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert "secret" not in repr(settings)
    assert "ssss" not in repr(settings)
