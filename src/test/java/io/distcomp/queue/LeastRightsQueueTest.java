package io.distcomp.queue;

import io.distcomp.testkit.LeastRights;

/** All verbs of the queue under the rights that docs/security.md gives a node. */
@LeastRights
class LeastRightsQueueTest extends RedisTaskQueueTest {}
