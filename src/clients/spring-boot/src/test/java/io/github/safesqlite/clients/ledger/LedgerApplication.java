// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.ledger;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application with JdbcTemplate and declared transactions. */
@SpringBootApplication(
        excludeName = {
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        })
class LedgerApplication {}
