@echo off
rem Starts Holdfast: `holdfast run` in the foreground, or any other command; `holdfast --help` lists them.
rem
rem   HOLDFAST_BASE        where conf, data, logs and plugins of this instance are; else this folder. Prefer it to
rem                        --base here: this script does not read the arguments.
rem   HOLDFAST_JAVA_HOME   the Java to use (25 or newer); else JAVA_HOME, .\runtime, the PATH
rem   HOLDFAST_HEAP        the heap of the server, 2g or 60%; else as in conf\jvm.options
rem   HOLDFAST_JAVA_OPTS   more options for the server's JVM, behind those of conf\jvm.options
setlocal
for %%I in ("%~dp0..") do set "HOME_DIR=%%~fI"
if "%HOLDFAST_BASE%"=="" (set "BASE_DIR=%HOME_DIR%") else (set "BASE_DIR=%HOLDFAST_BASE%")

set "JAVA=java.exe"
if exist "%HOME_DIR%\runtime\bin\java.exe" set "JAVA=%HOME_DIR%\runtime\bin\java.exe"
if not "%JAVA_HOME%"=="" set "JAVA=%JAVA_HOME%\bin\java.exe"
if not "%HOLDFAST_JAVA_HOME%"=="" set "JAVA=%HOLDFAST_JAVA_HOME%\bin\java.exe"
"%JAVA%" -version 2>&1 | findstr /r /c:"version .2[5-9]" /c:"version .[3-9][0-9]" >nul
if errorlevel 1 (
  echo holdfast: Java 25 or newer is needed. Found: 1>&2
  "%JAVA%" -version
  echo Install one with: winget install EclipseAdoptium.Temurin.25.JRE  or set HOLDFAST_JAVA_HOME to the one you have. 1>&2
  exit /b 69
)

set /a PARALLELISM=%NUMBER_OF_PROCESSORS% * 8
if %PARALLELISM% LSS 16 set "PARALLELISM=16"
if /i "%~1"=="run" set /a PARALLELISM=%NUMBER_OF_PROCESSORS% * 2 + 1
set COMMON="-Dholdfast.home=%HOME_DIR%" "-Dholdfast.base=%BASE_DIR%" -Djdk.virtualThreadScheduler.parallelism=%PARALLELISM% --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
if /i "%~1"=="run" goto run

set "CLASSES=%HOME_DIR%\lib\*"
rem It runs these plugins, from the very jars that a server runs. --base=DIR is two arguments here, as --base DIR is.
set "VERB=%~1"
if /i "%~1"=="--base" set "VERB=%~3"
set "TRACES="
if /i "%VERB%"=="simulate" set "CLASSES=%CLASSES%;%HOME_DIR%\plugins\journal\*;%HOME_DIR%\plugins\event-store\*;%HOME_DIR%\plugins\database\*"
if /i "%VERB%"=="simulate" set "TRACES=-XX:-OmitStackTraceInFastThrow"
"%JAVA%" %TRACES% -XX:+UseSerialGC -Xmx256m "-Dlogback.configurationFile=%HOME_DIR%\conf\logback-client.xml" %COMMON% -cp "%CLASSES%" dev.holdfast.console.Main %*
exit /b %ERRORLEVEL%

:run
rem Options that contain blanks do not survive here; put the instance where the path has none, or use HOLDFAST_JAVA_OPTS.
setlocal enabledelayedexpansion
set "OPTIONS="
set "FILE=%BASE_DIR%\conf\jvm.options"
if not exist "%FILE%" set "FILE=%HOME_DIR%\conf\jvm.options"
for /f "usebackq eol=# tokens=*" %%L in ("%FILE%") do (
  set "OPTION=%%L"
  if "%HOLDFAST_HEAP%"=="" (set "OPTIONS=!OPTIONS! %%L") else if not "!OPTION:~0,3!"=="-Xm" set "OPTIONS=!OPTIONS! %%L"
)
if not "%HOLDFAST_HEAP%"=="" (
  if "!HOLDFAST_HEAP:~-1!"=="%%" (set "OPTIONS=!OPTIONS! -XX:MaxRAMPercentage=!HOLDFAST_HEAP:~0,-1!") else (set "OPTIONS=!OPTIONS! -Xmx%HOLDFAST_HEAP%")
)
set "LOGGING=%BASE_DIR%\conf\logback.xml"
if not exist "%LOGGING%" set "LOGGING=%HOME_DIR%\conf\logback.xml"
if not exist "%BASE_DIR%\data\run\tmp" mkdir "%BASE_DIR%\data\run\tmp"
del /q "%BASE_DIR%\data\run\tmp\*" 2>nul
"%JAVA%" !OPTIONS! -XX:+ExitOnOutOfMemoryError "-XX:HeapDumpPath=%BASE_DIR%\logs\out-of-memory.hprof" "-Dlogback.configurationFile=%LOGGING%" "-Dholdfast.logs=%BASE_DIR%\logs" "-Dorg.sqlite.tmpdir=%BASE_DIR%\data\run\tmp" %COMMON% %HOLDFAST_JAVA_OPTS% -cp "%HOME_DIR%\lib\*" dev.holdfast.console.Main %*
exit /b %ERRORLEVEL%
