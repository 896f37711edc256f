package dev.holdfast.memorywatchdog;

import dev.holdfast.spi.ServerControl;

/** Lets no new clients in. */
record Refusal(ServerControl control) implements Response {
  @Override
  public void begin(Pressure pressure) {
    control.refuseClients(WatchdogProblems.REFUSING.because(pressure.words()));
  }

  @Override
  public void end() {
    control.admitClients();
  }
}
