// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.shop;

import jakarta.servlet.http.HttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Keeps a number in the HTTP session, and orders. */
@RestController
class Basket {
    private final Shop shop;

    Basket(Shop shop) {
        this.shop = shop;
    }

    @GetMapping("/basket/add")
    int add(HttpSession session, @RequestParam("customer") String customer) {
        Integer before = (Integer) session.getAttribute("items");
        int now = before == null ? 1 : before + 1;
        shop.order(customer, "product " + now);
        session.setAttribute("items", now);
        return now;
    }

    @GetMapping("/basket/clear")
    void clear(HttpSession session) {
        session.invalidate();
    }
}
