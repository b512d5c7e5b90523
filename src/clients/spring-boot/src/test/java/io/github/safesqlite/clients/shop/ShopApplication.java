// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with Spring Data JPA, and with HTTP sessions in the database. */
@SpringBootApplication
class ShopApplication {}
