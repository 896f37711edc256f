package dev.holdfast.spi;

/** No plugin offers a required service; the plugin that requires it waits until one does. */
public final class ServiceMissing extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Class<?> service;

  public ServiceMissing(Class<?> service) {
    super("no running plugin offers " + service.getSimpleName());
    this.service = service;
  }

  /** The type that was asked for. */
  public Class<?> service() {
    return service;
  }
}
