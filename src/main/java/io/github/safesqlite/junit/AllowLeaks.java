// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows a test, or all tests of a class, to leak. Leaked connections are still taken back so that the next test can
 * run.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
public @interface AllowLeaks {
    /** The reason; must not be blank. */
    String value();
}
