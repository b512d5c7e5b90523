// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.auto;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that counts requests in its database. */
@SpringBootApplication(
        excludeName = {
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.autoconfigure.data.jpa.JpaRepositoriesAutoConfiguration",
            "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"
        })
class CounterApplication {}
