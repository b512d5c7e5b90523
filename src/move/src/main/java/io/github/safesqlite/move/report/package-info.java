// SPDX-License-Identifier: Apache-2.0
/** What the user sees: progress while it runs, and a report afterwards. */
package io.github.safesqlite.move.report;
