"""Pages of sources: what their records should have put right

Revision ID: 006
Revises: 005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("noted", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="[]")
    op.add_column("smartlombardia_source_page", column)


def downgrade() -> None:
    op.drop_column("smartlombardia_source_page", "noted")
