// SPDX-License-Identifier: Apache-2.0
/** Moves an application to PostgreSQL while it runs. */
package io.github.safesqlite.move.cutover;
