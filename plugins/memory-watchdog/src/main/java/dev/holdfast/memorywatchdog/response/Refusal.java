package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.ladder.Response;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;

/** Lets no new clients in. */
record Refusal(Mandate mandate) implements Response {
  private static final String DONE = "new clients are told to come back later";

  @Override
  public String begin(Pressure pressure) {
    mandate.refuseClients(WatchdogProblems.REFUSING.because(pressure.words()));
    return DONE;
  }

  @Override
  public String remain(Pressure pressure) {
    return DONE;
  }

  @Override
  public void end() {
    mandate.admitClients();
  }
}
