"""Give keys a name for people to tell them apart.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_key", sa.Column("name", sa.Text()))


def downgrade() -> None:
    op.drop_column("api_key", "name")
