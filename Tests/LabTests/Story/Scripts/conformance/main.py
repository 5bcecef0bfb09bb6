"""Runs every behaviour; a line of each says whether it holds."""

import aggregation
import definitions
import identity
import ownership
import quotas
import serving
import webhooks
from cluster import CREDENTIALS, Certificates, run

certificates = Certificates(f"{CREDENTIALS}/authority")
checks = [aggregation.aggregator(certificates)]
for part in (ownership, quotas, identity, serving, definitions):
    checks += part.CHECKS
with webhooks.server(certificates):
    run(checks + webhooks.CHECKS, parallel=4)
