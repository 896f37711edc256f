package dev.holdfast.database;

import dev.holdfast.spi.Database;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.util.function.Function;

/** Somebody else's code, in a class loader as the kernel makes them. */
public final class ForeignPlugin extends ClassLoader {

  /** What is run there. */
  public static final class Borrowing implements Function<Database, Connection> {
    @Override
    public Connection apply(Database database) {
      return database.client().execute().unwrap(Connection.class);
    }
  }

  /** The fourth copy of a folder: a plugin that was replaced three times, or one after others. */
  public ForeignPlugin(String name) {
    super("plugin-" + name + "-4", ForeignPlugin.class.getClassLoader());
  }

  @SuppressWarnings("unchecked")
  public Connection borrow(Database database) throws ReflectiveOperationException {
    Object borrowing = loadClass(Borrowing.class.getName()).getConstructor().newInstance();
    return ((Function<Database, Connection>) borrowing).apply(database);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.equals(Borrowing.class.getName())) {
      return super.loadClass(name, resolve);
    }
    Class<?> known = findLoadedClass(name);
    return known == null ? define(name) : known;
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
