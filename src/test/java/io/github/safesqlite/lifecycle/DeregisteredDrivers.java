// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.concurrent.Callable;

/** What a servlet container does when an application ends: takes its JDBC drivers out of the DriverManager. */
public final class DeregisteredDrivers implements Callable<String> {
    @Override
    public String call() throws SQLException {
        StringBuilder names = new StringBuilder();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == getClass().getClassLoader()) {
                DriverManager.deregisterDriver(driver);
                names.append(driver.getClass().getName()).append(' ');
            }
        }
        return names.toString().trim();
    }
}
