// SPDX-License-Identifier: Apache-2.0
/** The connection as its caller sees it: statements, results, settings. Does not know the proxies. */
@NullMarked
package io.github.safesqlite.internal.session;

import org.jspecify.annotations.NullMarked;
