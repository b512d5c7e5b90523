// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.night;

/** What was delivered, and to whom. */
record Delivery(int id, String customer) {}
