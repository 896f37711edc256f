package dev.holdfast.memorywatchdog.response;

import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.ladder.Response;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;

/** Refuses new clients. */
record RefuseClients(ServerActions actions) implements Response {
  private static final String DONE = "new clients are told to come back later";

  @Override
  public String begin(Pressure pressure) {
    actions.refuseClients(WatchdogProblems.REFUSING.because(pressure.words()));
    return DONE;
  }

  @Override
  public String remain(Pressure pressure) {
    return DONE;
  }

  @Override
  public void end() {
    actions.admitClients();
  }
}
