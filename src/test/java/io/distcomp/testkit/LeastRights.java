package io.distcomp.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test class whose {@link RedisServer} is used as the user of docs/security.md, with the
 * rights that are documented there and no others; it fails when one of them was missing. With the
 * system property {@code distcomp.test.redis.rights=least} all classes are run so.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeastRights {}
