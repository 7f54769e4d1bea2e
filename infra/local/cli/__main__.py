"""The command line as a module: python -m infra.local.cli."""

import sys

from infra.local.cli.main import main

sys.exit(main())
