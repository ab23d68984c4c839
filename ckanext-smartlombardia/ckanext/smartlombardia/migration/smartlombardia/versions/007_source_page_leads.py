"""Pages of sources keep the addresses that they led to

Revision ID: 007
Revises: 006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("smartlombardia_source_page", sa.Column("leads", postgresql.JSONB(astext_type=sa.Text())))


def downgrade() -> None:
    op.drop_column("smartlombardia_source_page", "leads")
