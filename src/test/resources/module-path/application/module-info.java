// SPDX-License-Identifier: Apache-2.0
module com.example.application {
    requires io.github.safesqlite;
}
