package io.distcomp.queue;

import io.distcomp.testkit.LeastRights;

/** Looking for damage and mending it under the rights that docs/security.md gives a node. */
@LeastRights
class LeastRightsFsckTest extends FsckTest {}
