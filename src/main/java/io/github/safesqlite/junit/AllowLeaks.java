// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Lets a test, or all tests of a class, leak. What they leak is taken back all the same, so that the next test can work. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Inherited
public @interface AllowLeaks {
    /** Why; must not be blank. */
    String value();
}
