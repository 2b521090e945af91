"""The stored tree: equal to the recursive one, however the log was cut into appends."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text

from domain import merkle
from domain.errors import Tampered
from infra.store.audit_log import append_leaves, root
from infra.store.engine import make_engine, reading, writing
from infra.store.tables import node


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def entries(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(1, count + 1)]


def append_in(engine: Engine, batches: list[int]) -> list[bytes]:
    every = entries(sum(batches))
    done = 0
    for size in batches:
        with writing(engine) as connection:
            append_leaves(connection, done + 1, every[done : done + size])
        done += size
    return every


def fail_after_appending(engine: Engine) -> Never:
    with writing(engine) as connection:
        append_leaves(connection, 4, [b"lost"])
        raise ZeroDivisionError


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_stored_tree_is_the_recursive_one_however_batches_are_cut(
    kind: str, fresh_database: Callable[[str], AbstractContextManager[str]]
) -> None:
    @settings(max_examples=10)
    @given(st.lists(st.sampled_from([1, 2, 3, 5, 8, 100]), max_size=8))
    def holds(batches: list[int]) -> None:
        with fresh_database(kind) as url:
            engine = make_engine(url)
            leaves = [merkle.leaf_hash(entry) for entry in append_in(engine, batches)]
            with reading(engine) as connection:
                stored = connection.execute(select(node.c.level, node.c.index, node.c.hash)).all()
                assert {tuple(row) for row in stored} == set(merkle.grow(0, {}, leaves))
                for size in {0, len(leaves) // 2, len(leaves)}:
                    assert root(connection, size) == merkle.root(leaves[:size])
            engine.dispose()

    holds()


def test_an_earlier_root_stays_what_it_was(engine: Engine) -> None:
    append_in(engine, [5])
    with reading(engine) as connection:
        before = root(connection, 5)
    with writing(engine) as connection:
        append_leaves(connection, 6, [b"another"])
    with reading(engine) as connection:
        assert root(connection, 5) == before != root(connection, 6)


def test_an_append_that_fails_leaves_no_node(engine: Engine) -> None:
    append_in(engine, [3])
    with pytest.raises(ZeroDivisionError):
        fail_after_appending(engine)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(node)) == 4


def test_a_node_that_is_gone_is_named(engine: Engine) -> None:
    append_in(engine, [3])
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER node_refuse_delete"))
        else:
            connection.execute(text("ALTER TABLE node DISABLE TRIGGER ALL"))
        connection.execute(node.delete().where(node.c.level == 1))
    with reading(engine) as connection, pytest.raises(Tampered, match=r"\(1, 0\)"):
        root(connection, 3)
    with pytest.raises(Tampered, match=r"\(1, 0\)"), writing(engine) as connection:
        append_leaves(connection, 4, [b"next"])
