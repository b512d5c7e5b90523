// SPDX-License-Identifier: Apache-2.0
/** What was found, with some of the places. */
package io.github.safesqlite.move.portability.finding;
