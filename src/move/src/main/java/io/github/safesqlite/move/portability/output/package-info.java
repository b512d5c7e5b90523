// SPDX-License-Identifier: Apache-2.0
/** The report as text, JSON and HTML. */
package io.github.safesqlite.move.portability.output;
