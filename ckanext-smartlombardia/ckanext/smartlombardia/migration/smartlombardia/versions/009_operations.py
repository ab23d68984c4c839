"""Records set aside, rounds of the clock, forms that were sent; one standing restricted fact by hand

Revision ID: 009
Revises: 007
"""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "007"
branch_labels = None
depends_on = None

TABLE = "smartlombardia_restricted"
NEWEST = """
UPDATE smartlombardia_restricted AS older SET until = now() FROM smartlombardia_restricted AS newer
WHERE older.until IS NULL AND newer.until IS NULL
  AND older.source_record IS NULL AND newer.source_record IS NULL
  AND older.subject = newer.subject AND older.name = newer.name AND older.source = newer.source
  AND coalesce(older.object, '') = coalesce(newer.object, '') AND older.id < newer.id
"""


def _moment(name: str, nullable: bool = False, index: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)


def upgrade() -> None:
    op.create_table(
        "smartlombardia_quarantine",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, index=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        _moment("since"),
        _moment("tried_at"),
        _moment("retry_at", nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="1"),
        sa.UniqueConstraint("step", "subject"),
    )
    op.create_table(
        "smartlombardia_clock_task",
        sa.Column("task", sa.Text(), primary_key=True),
        _moment("started"),
        _moment("finished", nullable=True),
        _moment("succeeded", nullable=True),
        sa.Column("error", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_table(
        "smartlombardia_submission",
        sa.Column("token", sa.Text(), primary_key=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        _moment("at", index=True),
    )
    op.add_column("smartlombardia_change", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("smartlombardia_change", _moment("retry_at", nullable=True))
    op.execute(NEWEST)
    op.create_index(
        "smartlombardia_restricted_one_by_hand",
        TABLE,
        ["subject", "name", sa.text("coalesce(object, '')"), "source"],
        unique=True,
        postgresql_where=sa.text("until IS NULL AND source_record IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("smartlombardia_restricted_one_by_hand", TABLE)
    op.drop_column("smartlombardia_change", "retry_at")
    op.drop_column("smartlombardia_change", "tries")
    op.drop_table("smartlombardia_submission")
    op.drop_table("smartlombardia_clock_task")
    op.drop_table("smartlombardia_quarantine")
