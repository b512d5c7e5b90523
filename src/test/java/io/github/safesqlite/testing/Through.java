// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways in that a parameterized test takes. */
public final class Through {
    private Through() {}

    /** All ways to this library that an application has. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @EnumSource(
            value = WayIn.class,
            names = {"OWN_POOL", "BEAN_SETTERS", "AROUND_HIKARI", "URL", "URL_IN_HIKARI"})
    public @interface EachWay {}

    /** Those whose connections no other pool has handled before the application gets them. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @EnumSource(
            value = WayIn.class,
            names = {"OWN_POOL", "BEAN_SETTERS", "AROUND_HIKARI", "URL"})
    public @interface EachWayWithoutOuterPool {}

    /** A pool of each kind. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @EnumSource(
            value = WayIn.class,
            names = {"OWN_POOL", "AROUND_HIKARI", "URL_IN_HIKARI"})
    public @interface EachPool {}

    /** sqlite-jdbc alone, and all that is compared with it. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @EnumSource(
            value = WayIn.class,
            names = {"PLAIN_DRIVER", "OWN_POOL", "AROUND_PLAIN_DATA_SOURCE", "AROUND_HIKARI", "URL"})
    public @interface DriverAndOurs {}
}
