// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import java.util.function.LongSupplier;

/** How many requests the service has answered so far, and how many of them were errors of the service. */
public record Traffic(LongSupplier requests, LongSupplier errors) {}
