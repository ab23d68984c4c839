"""Quality of the metadata of each dataset

Revision ID: 005
Revises: 004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "smartlombardia_quality",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("tallies", JSON, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("findings", JSON, nullable=False),
        sa.Column("missing", JSON, nullable=True),
        sa.Column("addresses", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record"),
    )


def downgrade() -> None:
    op.drop_table("smartlombardia_quality")
