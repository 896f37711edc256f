package dev.holdfast.spi;

/** What the bearer of a token may do. An {@link #ADMIN} may do everything. */
public enum Role {
  /** No token needed: health, metrics. */
  ANYONE,
  /** May send events. */
  INGEST,
  /** May read events. */
  READ,
  /** May operate the server. */
  ADMIN
}
