package dev.holdfast.server.plugin.loading;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Takes the JDBC drivers of a plugin out of the JDK's list and names them.
 *
 * <p>The list shows a driver only to code that could load its class, so the kernel loads this class
 * once more, through the loader of the plugin, and runs it there. It must therefore use the JDK
 * only.
 */
public final class DriverWitness implements Supplier<List<String>> {
  /** Called through the plugin's loader. */
  public DriverWitness() {}

  @Override
  public List<String> get() {
    ClassLoader plugin = DriverWitness.class.getClassLoader();
    return DriverManager.drivers()
        .filter(driver -> plugin.equals(driver.getClass().getClassLoader()))
        .map(DriverWitness::remove)
        .toList();
  }

  private static String remove(Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
      return driver.getClass().getName();
    } catch (SQLException e) {
      return driver.getClass().getName() + " (" + e.getMessage() + ")";
    }
  }
}
