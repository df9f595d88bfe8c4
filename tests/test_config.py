"""What an operator may write, what is refused, and what the refusal says."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.config import (
    DatabaseSettings,
    DiscordSettings,
    SecretsSettings,
    Settings,
    Shards,
    StravaSettings,
    env_name,
    known_keys,
    load_settings,
)
from bot.domain.connections import Level
from bot.errors import ExitCode, StartupError

KEY = "k" * 43 + "="
OLDER = "K" * 43 + "="
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    path = Path("settings.toml")
    path.write_text(text, encoding="utf-8")
    return path


def refusal(text: str = "", **environ: str) -> str:
    with pytest.raises(StartupError) as caught:
        load_settings(written(text), environ)
    assert caught.value.exit_code == ExitCode.CONFIG
    assert str(caught.value) == caught.value.message
    return caught.value.message


# --- the example and the defaults --------------------------------------------


def test_the_example_is_the_defaults_written_out() -> None:
    assert load_settings(EXAMPLE, {}) == Settings()


def test_the_example_documents_every_key_and_its_environment_variable() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    document = tomllib.loads(text)
    assert {(section, key) for section, keys in document.items() for key in keys} == set(known_keys())
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"\w+ = ", line):
            assert lines[number - 1].startswith("# "), f"no explanation above: {line}"


def test_every_key_can_be_set_by_its_environment_variable() -> None:
    values = {
        ("discord", "token"): "abc.def.ghi",
        ("discord", "shards"): "0-3/16",
        ("discord", "api_url"): "http://127.0.0.1:1/api/v10",
        ("discord", "gateway_url"): "ws://127.0.0.1:2",
        ("discord", "requests_per_second"): "16",
        ("database", "url"): "postgresql://baton@db/baton",
        ("backup", "folder"): "/mnt/backups",
        ("backup", "every_hours"): "6",
        ("backup", "keep_daily"): "30",
        ("backup", "keep_weekly"): "0",
        ("defaults", "time_zone"): "Europe/Berlin",
        ("defaults", "units"): "mi",
        ("logging", "level"): "debug",
        ("logging", "format"): "json",
        ("health", "heartbeat_file"): "/run/baton",
        ("health", "pages"): "on",
        ("health", "host"): "0.0.0.0",
        ("health", "port"): "9100",
        ("web", "public_url"): "https://baton.example.org/",
        ("web", "host"): "0.0.0.0",
        ("web", "port"): "80",
        ("secrets", "keys"): KEY,
        ("strava", "level"): "share",
        ("strava", "client_id"): "12345",
        ("strava", "client_secret"): "0a1b2c",
        ("strava", "athletes"): "25",
        ("strava", "contact"): "coach@example.org",
        ("strava", "webhook"): "on",
        ("strava", "api_url"): "http://127.0.0.1:3",
        ("intervals", "api_url"): "http://127.0.0.1:4",
        ("playground", "host"): "::1",
        ("playground", "port"): "9000",
        ("playground", "folder"): "season",
    }
    files = {
        ("discord", "token_file"),
        ("database", "url_file"),
        ("secrets", "keys_file"),
        ("strava", "client_secret_file"),
    }
    assert values.keys() == set(known_keys()) - files
    settings = load_settings(None, {env_name(*place): text for place, text in values.items()})
    untouched = {
        (section, key)
        for section, key in known_keys()
        if getattr(getattr(settings, section), key) == getattr(getattr(Settings(), section), key)
    }
    assert untouched == files
    assert settings.web.public_url == "https://baton.example.org"
    assert settings.playground.port == 9000
    assert settings.playground.folder == Path("season")


@pytest.mark.parametrize(
    ("text", "advised", "taken"),
    [
        ("auto", 1, "0 of 1"),
        (" AUTO ", 5, "0 1 2 3 4 of 5"),
        ("0-3/16", 1, "0 1 2 3 of 16"),
        ("15/16", 40, "15 of 16"),
        ("12 - 15 / 16", 40, "12 13 14 15 of 16"),
        ("1 of 3", 1, "0 of 3"),
        ("3 of 3", 1, "2 of 3"),
        ("1 of 3", 4, "0 1 of 6"),
        ("2 of 3", 6, "2 3 of 6"),
        ("3 Of 3", 7, "8 9 10 11 of 12"),
    ],
)
def test_a_process_takes_the_shards_that_are_set(text: str, advised: int, taken: str) -> None:
    environ = {"BATON_DISCORD__SHARDS": text, "BATON_DATABASE__URL": "postgresql://baton@db/baton"}
    shards = load_settings(None, environ).discord.shards
    total = shards.total(advised)
    assert f"{' '.join(map(str, shards.taken(total)))} of {total}" == taken
    assert Shards.parse(str(shards)) == shards


@given(st.integers(1, 40), st.integers(1, 200))
def test_parts_take_every_shard_once_and_none_takes_nothing(parts: int, advised: int) -> None:
    every = [Shards(part, parts) for part in range(1, parts + 1)]
    assert len({one.total(advised) for one in every}) == 1
    total = every[0].total(advised)
    assert [shard for one in every for shard in one.taken(total)] == list(range(total))
    assert all(one.taken(total) for one in every)


def test_processes_that_share_servers_need_a_server_for_their_database() -> None:
    assert refusal('[discord]\nshards = "1 of 3"\n') == (
        "[discord] shards is 1 of 3: processes that share servers need PostgreSQL in [database] url."
    )


def test_a_range_of_all_shards_needs_no_other_process() -> None:
    assert load_settings(written('[discord]\nshards = "0-3/4"\n'), {}).discord.shards.is_everything


def test_without_a_file_the_defaults_hold() -> None:
    assert load_settings(None, {"PATH": "/bin", "HOME": ""}) == Settings()


def test_config_toml_in_the_folder_is_found() -> None:
    Path("config.toml").write_text('[defaults]\nunits = "mi"\n')
    assert load_settings(None, {}).defaults.units == "mi"


def test_baton_config_names_the_file() -> None:
    path = written('[defaults]\nunits = "mi"\n')
    assert load_settings(None, {"BATON_CONFIG": str(path)}).defaults.units == "mi"


def test_the_environment_wins_over_the_file() -> None:
    path = written('[logging]\nlevel = "error"\nformat = "json"\n')
    settings = load_settings(path, {"BATON_LOGGING__LEVEL": "WARNING"})
    assert (settings.logging.level, settings.logging.format) == ("warning", "json")


def test_a_byte_order_mark_does_no_harm() -> None:
    path = Path("settings.toml")
    path.write_text('[defaults]\nunits = "mi"\n', encoding="utf-8-sig")
    assert load_settings(path, {}).defaults.units == "mi"


def test_what_the_tests_themselves_set_is_no_setting() -> None:
    assert load_settings(None, {"BATON_REQUIRE": "browser"}) == Settings()


# --- the token ---------------------------------------------------------------


def test_the_token_is_read_from_its_file() -> None:
    Path("secret").write_text("abc.def.ghi\n")
    assert load_settings(written('[discord]\ntoken_file = "secret"\n'), {}).discord.token == "abc.def.ghi"


def test_a_token_in_the_environment_replaces_the_files_token_file() -> None:
    path = written('[discord]\ntoken_file = "not-there"\n')
    assert load_settings(path, {"BATON_DISCORD__TOKEN": "x.y.z"}).discord.token == "x.y.z"


def test_a_token_file_in_the_environment_replaces_the_files_token() -> None:
    Path("secret").write_text("x.y.z")
    path = written('[discord]\ntoken = "a.b.c"\n')
    assert load_settings(path, {"BATON_DISCORD__TOKEN_FILE": "secret"}).discord.token == "x.y.z"


def test_the_databases_address_may_stand_in_a_file() -> None:
    Path("address").write_text("postgres://baton:s3cret-word@db/baton\n")
    # A container's image has an address of its own, which an empty one makes room for.
    environ = {"BATON_DATABASE__URL": "", "BATON_DATABASE__URL_FILE": "address"}
    settings = load_settings(None, environ)
    assert settings.database.url == "postgresql+asyncpg://baton:s3cret-word@db/baton"
    assert settings.never_shown == ("s3cret-word",)
    assert load_settings(None, {"BATON_DATABASE__URL": ""}).database.url == Settings().database.url


def test_token_and_token_file_together_are_refused() -> None:
    assert "Keep one" in refusal('[discord]\ntoken = "a.b.c"\ntoken_file = "secret"\n')


def test_the_word_bot_before_the_token_is_dropped() -> None:
    assert load_settings(None, {"BATON_DISCORD__TOKEN": " Bot a.b.c "}).discord.token == "a.b.c"


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_an_absent_or_empty_token_file_is_named(content: str | None) -> None:
    if content is not None:
        Path("secret").write_text(content)
    message = refusal('[discord]\ntoken_file = "secret"\n')
    assert "token file secret" in message


@pytest.mark.parametrize("wrong", ['"top secret"', "123", '"tøken"'])
def test_a_refused_token_is_not_quoted(wrong: str) -> None:
    message = refusal(f"[discord]\ntoken = {wrong}\n")
    assert wrong.strip('"') not in message
    assert "[discord] token" in message


def test_neither_token_nor_password_shows_in_a_repr() -> None:
    settings = Settings(
        discord=DiscordSettings(token="s3cret"),
        database=DatabaseSettings(url="postgresql+asyncpg://baton:s3cret@db/baton"),
    )
    assert "s3cret" not in repr(settings)
    assert settings.database.shown_url == "postgresql+asyncpg://baton:***@db/baton"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite+aiosqlite:///data/baton.db", "sqlite+aiosqlite:///data/baton.db"),
        (
            "postgresql+asyncpg://u@h/d?password=p@ss&ssl=require",
            "postgresql+asyncpg://u@h/d?password=***&ssl=require",
        ),
        ("postgresql+asyncpg://u:p@ss@h/d", "postgresql+asyncpg://u:***@h/d"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert DatabaseSettings(url).shown_url == shown


# --- keys and Strava ---------------------------------------------------------


def strava(**changes: str) -> dict[str, str]:
    """Return an environment in which Strava is set up, but for the changes; an empty one takes a setting away."""
    whole = {"STRAVA__CLIENT_ID": "12345", "STRAVA__CLIENT_SECRET": "hush", "SECRETS__KEYS": KEY} | changes
    return {f"BATON_{name}": text for name, text in whole.items() if text}


@pytest.mark.parametrize(
    "text",
    [f"{KEY},{OLDER}", f" {KEY} , {OLDER},", f"{KEY} {OLDER}", f"\n{KEY}\n{OLDER}\n{KEY}\n"],
)
def test_keys_stand_in_their_order(text: str) -> None:
    assert load_settings(None, {"BATON_SECRETS__KEYS": text}).secrets.keys == (KEY, OLDER)
    assert load_settings(written(f'[secrets]\nkeys = """{text}"""\n'), {}).secrets.keys == (KEY, OLDER)


def test_keys_in_a_file_have_notes_beside_them() -> None:
    Path("keys").write_text(f"# the newest first\n{KEY}  # since March\n\n{OLDER}\n")
    assert load_settings(written('[secrets]\nkeys_file = "keys"\n'), {}).secrets.keys == (KEY, OLDER)


@pytest.mark.parametrize("content", [None, "", "# the key goes here\n"])
def test_an_absent_or_empty_keys_file_is_named(content: str | None) -> None:
    if content is not None:
        Path("keys").write_text(content)
    assert "The keys file keys" in refusal('[secrets]\nkeys_file = "keys"\n')


@pytest.mark.parametrize("wrong", ["hush", f"{KEY} hush", "hush" * 11, f"{KEY}#hush", f"{KEY}{OLDER}"])
def test_what_is_no_key_is_refused_with_the_way_to_one_and_not_quoted(wrong: str) -> None:
    Path("keys").write_text(wrong.replace("#", " "))
    for message in (refusal(f'[secrets]\nkeys = "{wrong}"\n'), refusal('[secrets]\nkeys_file = "keys"\n')):
        assert "baton new-key" in message
        assert "hush" not in message
        assert KEY not in message


@pytest.mark.parametrize(
    ("section", "key", "below", "above"),
    [
        ("secrets", "keys", OLDER, KEY),
        ("strava", "client_secret", "older", "newer"),
    ],
)
def test_a_secret_of_the_environment_replaces_the_files_in_either_way(
    section: str, key: str, below: str, above: str
) -> None:
    Path("kept").write_text(above)
    rest = f"[strava]\nclient_id = '1'\n{'client_secret' if section != 'strava' else 'level'} = 'nudge'\n"
    if section == "strava":
        path = written(f"[secrets]\nkeys = '{KEY}'\n{rest}client_secret = '{below}'\n")
    else:
        path = written(f"{rest}[secrets]\nkeys = '{below}'\n")
    for name, value in ((key, above), (f"{key}_file", "kept")):
        settings = load_settings(path, {env_name(section, name): value})
        assert getattr(getattr(settings, section), key) in (above, (above,))
    assert "Keep one of them." in refusal(**{env_name(section, key): above, env_name(section, f"{key}_file"): "kept"})


def test_strava_is_set_up_with_id_and_secret_unless_it_is_off() -> None:
    whole = load_settings(None, strava())
    assert (whole.strava.is_set_up, whole.strava.level, whole.intervals_is_set_up) == (True, "nudge", True)
    assert not load_settings(None, strava(STRAVA__LEVEL="off")).strava.is_set_up
    assert not load_settings(None, strava(STRAVA__CLIENT_ID="", STRAVA__CLIENT_SECRET="")).strava.is_set_up
    assert not Settings().intervals_is_set_up


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"STRAVA__CLIENT_SECRET": ""}, "[strava] client_id is set, and client_secret is not."),
        ({"STRAVA__CLIENT_ID": ""}, "[strava] client_secret is set, and client_id is not."),
        ({"SECRETS__KEYS": ""}, "[strava] needs a key in [secrets]"),
        ({"STRAVA__WEBHOOK": "on"}, "[strava] webhook needs [web] public_url"),
        (
            {"STRAVA__WEBHOOK": "on", "STRAVA__CLIENT_ID": "", "STRAVA__CLIENT_SECRET": ""},
            "client_id and client_secret are not set",
        ),
    ],
)
def test_half_a_setup_is_refused_in_one_sentence_unless_strava_is_off(changes: dict[str, str], said: str) -> None:
    message = refusal(**strava(**changes))
    assert said in message
    assert "hush" not in message
    assert load_settings(None, strava(**changes, STRAVA__LEVEL="off")).strava.level == "off"


def test_levels_are_those_of_the_rules() -> None:
    for level in Level:
        assert load_settings(None, {"BATON_STRAVA__LEVEL": level}).strava.level == level
    assert f"must be one of {', '.join(Level)}" in refusal(BATON_STRAVA__LEVEL="loud")


@pytest.mark.parametrize("level", [Level.SHARE, Level.AUTOMATIC])
def test_the_example_names_the_clauses_beside_the_levels_that_stand_against_them(level: Level) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    told = re.split(rf"^#   {level}: ", text, flags=re.MULTILINE)[1].split('\nlevel = "')[0]
    told = re.split(r"^#   \w+: ", told, flags=re.MULTILINE)[0]
    assert {"2.3", "5.5", "6.2", "5.13", "6.1"} <= set(re.findall(r"\d\.\d+", told))
    assert "Only with Strava's written yes and each member's own." in " ".join(told.replace("#", " ").split())


def test_no_secret_shows_in_a_repr_and_all_are_known() -> None:
    settings = Settings(
        discord=DiscordSettings(token="hush-1"),
        secrets=SecretsSettings(keys=("hush-2", "hush-3")),
        strava=StravaSettings(client_id="12345", client_secret="hush-4"),
    )
    assert "hush" not in repr(settings)
    assert set(settings.never_shown) == {"hush-1", "hush-2", "hush-3", "hush-4"}
    assert Settings().never_shown == ()


# --- unknown names -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[discrod]\n", "Did you mean [discord]?"),
        ("[Database]\n", "Did you mean [database]?"),
        ("[zzz]\n", "There are [discord], [database]"),
        ('[discord]\ntokn = "x"\n', "Did you mean token?"),
        ('[discord]\napi_uri = "x"\n', "Did you mean api_url?"),
        ('[discord]\nurl = "x"\n', "It belongs in [database]."),
        ('[logging]\nqqqqq = "x"\n', "There are level, format."),
        ('token = "x"\n', "put it below [discord]"),
        ("discord = 3\n", "write [discord]"),
        ("tokens = 3\n", "Baton knows no key tokens."),
    ],
)
def test_an_unknown_name_in_the_file_is_refused_with_the_nearest_right_one(text: str, hint: str) -> None:
    message = refusal(text)
    assert hint in message
    assert "settings.toml" in message


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("BATON_TOKEN", "Did you mean BATON_DISCORD__TOKEN?"),
        ("BATON_DISCORD_TOKEN", "Did you mean BATON_DISCORD__TOKEN?"),
        ("BATON_DISCORD__TOKN", "Did you mean BATON_DISCORD__TOKEN?"),
        ("BATON_DATABSE__URL", "Did you mean BATON_DATABASE__URL?"),
        ("BATON_", "Names look like BATON_DATABASE__URL."),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_right_one(name: str, hint: str) -> None:
    message = refusal(**{name: "x"})
    assert hint in message
    assert name in message


# --- wrong values ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[playground]\nport = 'x'\n", "[playground] port must be a whole number, not 'x'."),
        ("[playground]\nport = true\n", "[playground] port must be a whole number, not True."),
        ("[playground]\nport = 8000.5\n", "[playground] port must be a whole number, not 8000.5."),
        ("[playground]\nport = 70000\n", "[playground] port must be between 0 (any free port) and 65535"),
        ("[playground]\nhost = ''\n", "[playground] host must not be empty."),
        ("[playground]\nfolder = 3\n", "[playground] folder must be text in quotes, not 3."),
        ("[health]\nheartbeat_file = ''\n", "[health] heartbeat_file needs a path."),
        (
            "[defaults]\nunits = 'miles'\n",
            "[defaults] units must be one of km, mi, both, not 'miles'. Did you mean mi?",
        ),
        ("[logging]\nlevel = 'warn'\n", "Did you mean warning?"),
        ("[logging]\nlevel = 10\n", "[logging] level must be text in quotes, not 10."),
        ("[defaults]\ntime_zone = 'Europe/Berln'\n", "Did you mean Europe/Berlin?"),
        ("[defaults]\ntime_zone = 'Berlin'\n", "Did you mean Europe/Berlin?"),
        ("[defaults]\ntime_zone = 'new york'\n", "Did you mean America/New_York?"),
        ("[defaults]\ntime_zone = 'Europe'\n", "there is no time zone 'Europe'"),
        ("[defaults]\ntime_zone = '../../etc/passwd'\n", "there is no time zone"),
        ("[defaults]\ntime_zone = ''\n", "Names look like Europe/Berlin."),
        ("[discord]\nshards = 3\n", "[discord] shards must be text in quotes, not 3."),
        (
            "[discord]\nshards = ''\n",
            "[discord] shards must be auto, a range as in 0-3/16, or a part as in 1 of 3, not ''.",
        ),
        ("[discord]\nshards = '0-16/16'\n", "[discord] shards names shard 16; of 16 the last one is 15."),
        ("[discord]\nshards = '3/3'\n", "[discord] shards names shard 3; of 3 the last one is 2."),
        ("[discord]\nshards = '3-1/16'\n", "[discord] shards must name the lower shard first: 1-3/16."),
        (
            "[discord]\nshards = '0/0'\n",
            "[discord] shards must name at least one shard in all, as in 0-3/16, not '0/0'.",
        ),
        ("[discord]\nshards = '4 of 3'\n", "must name one of the processes: 1 of 3 is the first, not '4 of 3'."),
        ("[discord]\nshards = '0 of 0'\n", "must name one of the processes: 1 of 1 is the first, not '0 of 0'."),
        ("[discord]\nshards = '1-2 of 3'\n", "must be auto, a range as in 0-3/16"),
        ("[discord]\napi_url = 'ftp://x'\n", "starts with http:// or https://"),
        ("[discord]\ngateway_url = 'https://x'\n", "starts with ws:// or wss://"),
        ("[discord]\ngateway_url = 'ws://[x'\n", "starts with ws:// or wss://"),
        ("[web]\npublic_url = 'baton.example.org'\n", "starts with http:// or https://"),
        ("[web]\npublic_url = 'https://baton.example.org/?a=b'\n", "must be an address alone"),
        ("[web]\npublic_url = 'https://ana:pass@baton.example.org'\n", "must be an address alone"),
        ("[web]\npublic_url = 'https://baton.example.org/`x'\n", "must be an address alone"),
        ("[strava]\nclient_id = 12345\n", "[strava] client_id must be text in quotes, not 12345."),
        ("[strava]\nclient_id = 'abc'\n", "[strava] client_id must be digits alone"),
        ("[strava]\nclient_secret = 'hush hush'\n", "copy it again, in one piece, from Strava's API settings"),
        ("[discord]\nrequests_per_second = -1\n", "must be between 0 and 10000, not -1."),
        ("[strava]\nathletes = 0\n", "[strava] athletes must be between 1 and 9999, not 0."),
        ("[strava]\nathletes = 10000\n", "[strava] athletes must be between 1 and 9999, not 10000."),
        ("[strava]\nwebhook = true\n", "[strava] webhook must be text in quotes, not True."),
        ("[strava]\nwebhook = 'yes'\n", "[strava] webhook must be one of off, on, not 'yes'."),
        ("[strava]\napi_url = 'strava'\n", "starts with http:// or https://"),
        ("[intervals]\napi_url = 'ws://x'\n", "starts with http:// or https://"),
        ("[web]\nport = -1\n", "[web] port must be between"),
        ("[database]\nurl = 'data/baton.db'\n", "as in sqlite:///data/baton.db"),
        ("[database]\nurl = 'mysql://u:hush@h/d'\n", "mysql://, which Baton does not speak"),
        ("[database]\nurl = 'sqlite://'\n", "must name a file"),
        ("[database]\nurl = 'sqlite:///:memory:'\n", "must name a file"),
        ("[database]\nurl = 'sqlite:///'\n", "must name a file"),
        ("[database]\nurl = 5\n", "[database] url must be text in quotes."),
        ("[database\n", "is not valid TOML"),
        ("[discord]\ntoken = abc\n", "Text needs quotes"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(text: str, said: str) -> None:
    message = refusal(text)
    assert said in message
    assert "settings.toml" in message
    assert "hush" not in message


def test_a_wrong_value_in_the_environment_names_its_variable() -> None:
    message = refusal(BATON_PLAYGROUND__PORT="many")
    assert message == "BATON_PLAYGROUND__PORT must be a whole number, not 'many'."


@pytest.mark.parametrize("path", ["absent.toml", "."])
def test_a_file_that_cannot_be_read_is_named(path: str) -> None:
    with pytest.raises(StartupError) as caught:
        load_settings(Path(path), {})
    assert path in caught.value.message


def test_a_file_that_is_not_text_is_named() -> None:
    Path("binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StartupError, match=r"binary\.toml is not UTF-8"):
        load_settings(Path("binary.toml"), {})


def outcome(path: Path | None, environ: dict[str, str]) -> StartupError | Settings:
    try:
        return load_settings(path, environ)
    except StartupError as error:
        return error


def is_settings_or_one_plain_sentence(result: StartupError | Settings) -> bool:
    if isinstance(result, Settings):
        return True
    return result.exit_code == ExitCode.CONFIG and result.message.isprintable() and result.message[-1] in ".?"


@given(st.text() | st.text("[]=\"'.#\n abcdefrstu0123_"))
def test_any_text_is_either_read_or_refused_with_one_sentence(text: str) -> None:
    path = Path("any.toml")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert is_settings_or_one_plain_sentence(outcome(path, {}))


@given(st.sampled_from(sorted(known_keys())), st.text())
@example(("discord", "token_file"), "\0")
@example(("discord", "api_url"), "http://[")
@example(("discord", "shards"), "1 of 9999")
@example(("discord", "shards"), "0/٣")
@example(("database", "url"), "postgres://\n")
@example(("defaults", "time_zone"), "x" * 300)
@example(("playground", "port"), "٣")
@example(("playground", "port"), "9" * 5000)
def test_any_value_of_any_variable_is_either_taken_or_refused(place: tuple[str, str], text: str) -> None:
    assert is_settings_or_one_plain_sentence(outcome(None, {env_name(*place): text}))


@given(st.text(min_size=1))
def test_any_other_variable_with_the_prefix_is_refused(name: str) -> None:
    full = f"BATON_{name}"
    known = {env_name(*place) for place in known_keys()} | {"BATON_CONFIG", "BATON_REQUIRE"}
    result = outcome(None, {full: "x"})
    assert full in known or (isinstance(result, StartupError) and is_settings_or_one_plain_sentence(result))


# --- database addresses ------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("sqlite:///data/baton.db", "sqlite+aiosqlite:///data/baton.db"),
        ("sqlite:////var/lib/baton.db", "sqlite+aiosqlite:////var/lib/baton.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h:5432/d", "postgresql+asyncpg://u:p@h:5432/d"),
        ("postgresql://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("postgresql://u@h/d?sslmode=require", "postgresql+asyncpg://u@h/d?ssl=require"),
        ("postgresql://u@/d?host=/tmp&sslmode=disable", "postgresql+asyncpg://u@/d?host=/tmp&ssl=disable"),
    ],
)
def test_the_usual_ways_to_write_an_address_lead_to_the_asynchronous_drivers(url: str, taken: str) -> None:
    assert load_settings(None, {"BATON_DATABASE__URL": url}).database.url == taken
