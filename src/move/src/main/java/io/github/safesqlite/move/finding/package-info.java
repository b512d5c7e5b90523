// SPDX-License-Identifier: Apache-2.0
/** What the tool has found, named by table, column and key. */
package io.github.safesqlite.move.finding;
