// SPDX-License-Identifier: Apache-2.0
/** Tests of Spring applications, each on a database of its own. Optional: nothing else needs Spring's test framework. */
@NullMarked
package io.github.safesqlite.spring;

import org.jspecify.annotations.NullMarked;
