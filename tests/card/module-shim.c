/*
 * A PKCS#11 module for tests: SoftHSM2 behind a door that can be slammed. It does what neither SoftHSM2 nor a virtual
 * card can be asked to do: hang or crash in a named function, answer any value, take the card out, count wrong PINs and
 * lock. Orders stand in the file named by RELAIS_SHIM_CONTROL, one a line, read at each call:
 *   hang C_Sign | crash C_Sign | rv C_GetTokenInfo e0 | removed | blink 3 | flags 20000 | old 2 | pad 1234
 * «pad» is a reader with keys of its own: somebody types that PIN on it when none is given. «hang C_Sign 1a2b» hangs that process
 * (hexadecimal) and no other; once it hangs, there is a file of the orders' name and «.hung».
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pkcs11.h"

#define MAX_TRIES 3

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST list;
static int wrong_pins;
static long last_blink;
static char pad[80];
static long old;

static void close_everything(void) {
  CK_SLOT_ID slots[32];
  CK_ULONG count = 32;
  if (real->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) return;
  for (CK_ULONG i = 0; i < count; i++) real->C_CloseAllSessions(slots[i]);
}

/* Says that it hangs, in a file beside the orders. */
static void hung(const char *path) {
  char name[4096];
  snprintf(name, sizeof name, "%s.hung", path);
  FILE *file = fopen(name, "w");
  if (file) fclose(file);
}

/* Carries out the orders for one function; CKR_OK: go on. */
static CK_RV before(const char *function, CK_FLAGS *flags, int *removed) {
  CK_RV answer = CKR_OK;
  const char *path = getenv("RELAIS_SHIM_CONTROL");
  FILE *file = path ? fopen(path, "r") : NULL;
  char line[200];
  pad[0] = 0;
  old = 0;
  if (!file) return CKR_OK;
  while (fgets(line, sizeof line, file)) {
    char verb[40] = "", name[80] = "";
    unsigned long value = 0;
    sscanf(line, "%39s %79s %lx", verb, name, &value);
    int here = strcmp(name, function) == 0;
    if (strcmp(verb, "hang") == 0 && here && (value == 0 || value == (unsigned long)getpid())) {
      fclose(file);
      hung(path);
      for (;;) sleep(1000);
    }
    if (strcmp(verb, "crash") == 0 && here) _exit(77);
    if (strcmp(verb, "rv") == 0 && here) answer = value;
    if (strcmp(verb, "flags") == 0 && flags) *flags |= strtoul(name, NULL, 16);
    if (strcmp(verb, "pad") == 0) snprintf(pad, sizeof pad, "%s", name);
    if (strcmp(verb, "old") == 0) old = atol(name);
    if (strcmp(verb, "removed") == 0 && removed) *removed = 1;
    if (strcmp(verb, "blink") == 0) {
      long blink = atol(name);
      if (blink != last_blink) {
        last_blink = blink;
        close_everything();
      }
    }
  }
  fclose(file);
  return answer;
}

#define DOOR(name)                          \
  int removed = 0;                          \
  CK_RV order = before(name, NULL, &removed); \
  if (order != CKR_OK) return order

static CK_RV Initialize(CK_VOID_PTR args) {
  DOOR("C_Initialize");
  return real->C_Initialize(args);
}

static CK_RV GetInfo(CK_INFO_PTR info) {
  DOOR("C_GetInfo");
  CK_RV answer = real->C_GetInfo(info);
  if (answer != CKR_OK || old == 0) return answer;
  memset(info->libraryDescription, ' ', 32);
  memcpy(info->libraryDescription, "CPS3 PKCS#11 LINUX", 18);
  info->libraryVersion.major = (CK_BYTE)old;
  info->libraryVersion.minor = 9;
  return answer;
}

static CK_RV GetSlotList(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  DOOR("C_GetSlotList");
  if (!removed) return real->C_GetSlotList(present, slots, count);
  close_everything();
  *count = 0;
  return CKR_OK;
}

static CK_RV WaitForSlotEvent(CK_FLAGS flags, CK_SLOT_ID_PTR slot, CK_VOID_PTR reserved) {
  DOOR("C_WaitForSlotEvent");
  return real->C_WaitForSlotEvent(flags, slot, reserved);
}

static CK_RV GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  CK_FLAGS flags = 0;
  int removed = 0;
  CK_RV order = before("C_GetTokenInfo", &flags, &removed);
  if (order != CKR_OK) return order;
  if (removed) return CKR_TOKEN_NOT_PRESENT;
  CK_RV answer = real->C_GetTokenInfo(slot, info);
  if (answer != CKR_OK) return answer;
  info->flags &= ~(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
  if (wrong_pins >= MAX_TRIES) flags |= CKF_USER_PIN_LOCKED;
  else if (wrong_pins == MAX_TRIES - 1) flags |= CKF_USER_PIN_FINAL_TRY;
  else if (wrong_pins > 0) flags |= CKF_USER_PIN_COUNT_LOW;
  info->flags |= flags;
  if (pad[0]) info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  return CKR_OK;
}

static CK_RV GetSessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO_PTR info) {
  DOOR("C_GetSessionInfo");
  if (removed) return CKR_SESSION_HANDLE_INVALID;
  return real->C_GetSessionInfo(session, info);
}

static CK_RV OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR app, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  DOOR("C_OpenSession");
  if (removed) return CKR_TOKEN_NOT_PRESENT;
  return real->C_OpenSession(slot, flags, app, notify, session);
}

static CK_RV Login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  DOOR("C_Login");
  if (removed) return CKR_SESSION_HANDLE_INVALID;
  if (wrong_pins >= MAX_TRIES) return CKR_PIN_LOCKED;
  /* A PIN that comes from the machine although the reader has keys is a fault of the caller. */
  if (pad[0] && length > 0) return CKR_ARGUMENTS_BAD;
  if (pad[0]) {
    pin = (CK_UTF8CHAR *)pad;
    length = strlen(pad);
  }
  CK_RV answer = real->C_Login(session, user, pin, length);
  if (answer == CKR_PIN_INCORRECT) wrong_pins++;
  if (answer == CKR_OK) wrong_pins = 0;
  return answer;
}

static CK_RV FindObjectsInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  DOOR("C_FindObjectsInit");
  if (removed) return CKR_SESSION_HANDLE_INVALID;
  return real->C_FindObjectsInit(session, template, count);
}

static CK_RV SignInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  DOOR("C_SignInit");
  if (removed) return CKR_SESSION_HANDLE_INVALID;
  /* The authentication key of a CPS3 takes a DigestInfo and nothing else. */
  if (mechanism->mechanism != CKM_RSA_PKCS) return CKR_MECHANISM_INVALID;
  return real->C_SignInit(session, mechanism, key);
}

static CK_RV Sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature, CK_ULONG_PTR size) {
  DOOR("C_Sign");
  if (removed) return CKR_SESSION_HANDLE_INVALID;
  return real->C_Sign(session, data, length, signature, size);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out) {
  const char *path = getenv("RELAIS_SHIM_REAL");
  void *library = path ? dlopen(path, RTLD_NOW) : NULL;
  CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  list = *real;
  list.C_GetFunctionList = C_GetFunctionList;
  list.C_Initialize = Initialize;
  list.C_GetInfo = GetInfo;
  list.C_GetSlotList = GetSlotList;
  list.C_WaitForSlotEvent = WaitForSlotEvent;
  list.C_GetTokenInfo = GetTokenInfo;
  list.C_GetSessionInfo = GetSessionInfo;
  list.C_OpenSession = OpenSession;
  list.C_Login = Login;
  list.C_FindObjectsInit = FindObjectsInit;
  list.C_SignInit = SignInit;
  list.C_Sign = Sign;
  *out = &list;
  return CKR_OK;
}
